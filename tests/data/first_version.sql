-- What the service held as of its first version (the migrations named in test_upgrade.py): made up, one case in its Rapid Review and one just opened.
INSERT INTO partnership_partnership (id, slug, name, protocol, reference_prefix, since, facts_count, chain_head, worked_with) VALUES
	(1, 'wessmoor', 'Wessmoor Safeguarding Partnership', 'kbsp-2022', 'WE', '2026-11-20', 1, '954628a21d7d43602cf3ee4327da37601feb518f5c911c3be2a32c9bd72f91ed', '2026-11-20 5543369aabdfebdd74d4fcdc7a223a8e');
INSERT INTO partnership_user (id, password, last_login, email, name, is_active, password_given) VALUES
	(1, '!made-up', NULL, 'notifier.council@wessmoor.example.org', 'Made-up Local authority notifier', true, false),
	(3, '!made-up', NULL, 'agency_lead.gp@wessmoor.example.org', 'Made-up Agency safeguarding lead', true, false),
	(4, '!made-up', NULL, 'business_unit.one@wessmoor.example.org', 'Made-up Business Unit', true, false),
	(2, '!made-up', '2026-11-28 14:04:40.489428+00', 'agency_lead.police@wessmoor.example.org', 'Made-up Agency safeguarding lead', true, false);
INSERT INTO record_case (id, reference, about, protocol, authorities, opened_at, stage, facts_count, chain_head, partnership_id, worked_with) VALUES
	(2, 'WE-2026-0002', 'teenager, died', 'kbsp-2022', '{council}', '2026-11-20 12:00:00+00', 'notification', 2, '08b18e83531c0e40b3625709da9346b074e0092e53249fb5a25cb39c3f6cb48d', 1, 'bbe62b8dfe7e49a93ea78f273e15e871ac7abf3f4136f603db581f7aaba5da58'),
	(1, 'WE-2026-0001', 'infant, seriously harmed', 'kbsp-2022', '{council}', '2026-11-20 12:00:00+00', 'rapid_review', 9, '10b16bd37cb5045fe533b68da12025e2fe4c2d26aeedff97fc27152fa9b32b87', 1, 'bbe62b8dfe7e49a93ea78f273e15e871ac7abf3f4136f603db581f7aaba5da58');
INSERT INTO access_bar (id, since, case_id, user_id) VALUES
	(1, '2026-11-20 12:00:00+00', 1, 3);
INSERT INTO access_grant (id, rule, role, who, scope, since, until, case_id, partnership_id) VALUES
	(1, 'authority-sees-its-case', 'local_authority', 'council', 'sin', '2026-11-16', NULL, 1, 1),
	(2, 'sub-group-sees-circulated', 'sub_group', '', 'case', '2026-11-17', NULL, 1, 1),
	(3, 'agency-sees-its-request', 'agency', 'gp', 'request', '2026-11-20', NULL, 1, 1),
	(4, 'agency-sees-its-request', 'agency', 'police', 'request', '2026-11-20', NULL, 1, 1),
	(5, 'authority-sees-its-case', 'local_authority', 'council', 'sin', '2026-11-16', NULL, 2, 1);
INSERT INTO partnership_agency (id, slug, name, partner, on_sub_group, partnership_id, needs_approver) VALUES
	(1, 'council', 'Wessmoor Council', 'local_authority', true, 1, true),
	(2, 'police', 'Wessmoor Police', 'police', true, 1, true),
	(3, 'icb', 'Wessmoor Integrated Care Board', 'health', true, 1, true),
	(4, 'gp', 'Tallow Street Surgery', '', false, 1, true),
	(5, 'school', 'Otterholt Primary', '', false, 1, true),
	(6, 'community_health', 'Wessmoor Community Health', '', false, 1, true),
	(7, 'hospital', 'Wessmoor General', '', false, 1, true),
	(8, 'housing', 'Wessmoor Homes', '', false, 1, true),
	(9, 'probation', 'Wessmoor Probation', '', false, 1, true),
	(10, 'charity', 'Lantern', '', false, 1, true),
	(11, 'childrens_social_care', 'Wessmoor Children''s Social Care', '', false, 1, true);
INSERT INTO partnership_member (id, role, post, is_active, agency_id, user_id, partnership_id) VALUES
	(1, 'notifier', '', true, 1, 1, 1),
	(2, 'agency_lead', '', true, 2, 2, 1),
	(3, 'agency_lead', '', true, 4, 3, 1),
	(4, 'business_unit', '', true, NULL, 4, 1);
INSERT INTO access_looked (id, at, what, case_id, member_id, partnership_id) VALUES
	(1, '2026-11-28 14:04:41.580066+00', 'page: What your agency is asked for', 1, 2, 1);
INSERT INTO mail_feed (id, name, digest, made_at, ended_at, read_on, member_id) VALUES
	(1, 'Outlook', 'cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd', '2026-11-20 12:00:00+00', NULL, NULL, 2);
INSERT INTO mail_letter (id, address, kind, state, queued_at, sent_at, attempts, error, message_id, attachments, member_id, partnership_id) VALUES
	(1, 'agency_lead.police@wessmoor.example.org', 'request', 'waiting', '2026-11-20 12:00:00+00', NULL, 0, '', '<6d3c0442-79ce-4f4c-b13d-93141fd10cdb@practice-reviews.invalid>', '[]', 2, 1),
	(2, 'agency_lead.gp@wessmoor.example.org', 'request', 'waiting', '2026-11-20 12:00:00+00', NULL, 0, '', '<164d0250-e7de-4233-be70-7a1f151a9cb1@practice-reviews.invalid>', '[]', 3, 1);
INSERT INTO mail_message (id, kind, agency, duty, step, due, "on", name, address, at, dropped, case_id, letter_id, member_id, partnership_id) VALUES
	(1, 'request', 'police', '', '', '2026-11-26', NULL, 'Made-up Agency safeguarding lead, Safeguarding lead', 'agency_lead.police@wessmoor.example.org', '2026-11-20 12:00:00+00', '', 1, 1, 2, 1),
	(2, 'request', 'gp', '', '', '2026-11-26', NULL, 'Made-up Agency safeguarding lead, Safeguarding lead', 'agency_lead.gp@wessmoor.example.org', '2026-11-20 12:00:00+00', '', 1, 2, 3, 1);
INSERT INTO mail_preference (id, digest_at, member_id, digest_on) VALUES
	(1, '08:30:00', 2, NULL);
INSERT INTO record_document (id, kind, for_value, version, body, text_hash, at, author_id, case_id, partnership_id) VALUES
	(1, 'request', 'police', 1, '{"due": "2026-11-26", "chosen": [], "criteria": [], "scope_to": "", "questions": [], "addressees": ["Made-up Agency safeguarding lead, Safeguarding lead"], "scope_from": "", "legal_basis": ""}', 'sha256:9460ece15d2e41decc42b422541dfa3eebe2e361f5d2f223819446319bf0a383', '2026-11-20 12:00:00+00', 4, 1, 1),
	(2, 'request', 'gp', 1, '{"due": "2026-11-26", "chosen": [], "criteria": [], "scope_to": "", "questions": [], "addressees": ["Made-up Agency safeguarding lead, Safeguarding lead"], "scope_from": "", "legal_basis": ""}', 'sha256:9460ece15d2e41decc42b422541dfa3eebe2e361f5d2f223819446319bf0a383', '2026-11-20 12:00:00+00', 4, 1, 1),
	(3, 'return', 'police', 1, '{"nil": true, "files": [{"file": 1, "name": "made-up.csv", "size": 32}], "family": "", "answers": [], "why_not": "", "criteria": [], "agreed_by": "", "chronology": [], "nil_reason": "Nobody of that name.", "change_note": "", "involvement": "", "own_learning": "", "good_practice": "", "voice_of_child": "", "immediate_actions": "", "practice_episodes": "", "conversations_held": true, "desktop_review_done": true}', 'sha256:36d18522a1322f0dae4b8eca93301889467b7d4bfbbdad96328ffe69b992d2c6', '2026-11-20 12:00:00+00', 2, 1, 1);
INSERT INTO record_draft (id, step, data, saved_at, case_id, member_id) VALUES
	(1, 'x', '{"a": ["b"]}', '2026-11-20 12:00:00+00', 1, 2);
INSERT INTO record_duty (id, duty, for_value, title, owner, clauses, opened, window_from, due, done, void, why, case_id, partnership_id, holder) VALUES
	(1, 'notify-panel', '', 'Notify the national Panel of the incident', 'local_authority', '{C1,C2,C4,B2}', '2026-11-16', NULL, '2026-11-23', '2026-11-17', false, '5 working days from Monday 16 November 2026 (day 0); day 1 was Tuesday 17 November 2026; day 5 is Monday 23 November 2026; not counted: Saturday 21 November, Sunday 22 November', 1, 1, ''),
	(2, 'tell-partnership', '', 'Tell the partnership of the notification', 'local_authority', '{C6}', '2026-11-17', NULL, '2026-11-17', '2026-11-17', false, 'the same working day, Tuesday 17 November 2026', 1, 1, ''),
	(3, 'open-rapid-review', '', 'Open the Rapid Review', 'business_unit', '{C5,D1}', '2026-11-17', NULL, '2026-11-17', '2026-11-17', false, 'the same working day, Tuesday 17 November 2026', 1, 1, ''),
	(4, 'consult-lead-professional', '', 'Ask the family''s lead professional how to tell them', 'business_unit', '{D3}', '2026-11-17', NULL, NULL, NULL, false, 'opened on Tuesday 17 November 2026; no date is set, so as soon as possible', 1, 1, ''),
	(5, 'tell-family', '', 'Tell the family', 'business_unit', '{D3}', '2026-11-17', NULL, NULL, NULL, false, 'opened on Tuesday 17 November 2026; no date is set, so as soon as possible', 1, 1, ''),
	(8, 'hold-learning-meeting', '', 'Hold the Rapid Review learning meeting', 'business_unit', '{D6}', '2026-11-17', '2026-11-25', '2026-12-01', NULL, false, 'between Wednesday 25 November 2026 and Tuesday 1 December 2026: working days 6 to 10 from Tuesday 17 November 2026 (day 0); not counted: Saturday 21 November, Sunday 22 November, Saturday 28 November, Sunday 29 November', 1, 1, ''),
	(9, 'arrange-learning-meeting', '', 'Arrange the learning meeting and give agencies its date', 'business_unit', '{D6}', '2026-11-17', NULL, NULL, NULL, false, 'opened on Tuesday 17 November 2026; no date is set, so as soon as possible', 1, 1, ''),
	(10, 'send-rapid-review-report', '', 'Send the Rapid Review report to the national Panel', 'business_unit', '{D2,D9}', '2026-11-17', NULL, '2026-12-08', NULL, false, '15 working days from Tuesday 17 November 2026 (day 0); day 1 was Wednesday 18 November 2026; day 15 is Tuesday 8 December 2026; not counted: Saturday 21 November, Sunday 22 November, Saturday 28 November, Sunday 29 November, Saturday 5 December, Sunday 6 December', 1, 1, ''),
	(6, 'warn-agencies', '', 'Ask agencies not to tell the family themselves', 'business_unit', '{D3}', '2026-11-17', NULL, NULL, '2026-11-20', false, 'opened on Tuesday 17 November 2026; no date is set, so as soon as possible', 1, 1, ''),
	(7, 'request-information', '', 'Ask agencies for information and chronologies', 'business_unit', '{D4}', '2026-11-17', NULL, NULL, '2026-11-20', false, 'opened on Tuesday 17 November 2026; no date is set, so as soon as possible', 1, 1, ''),
	(11, 'return-information', 'gp', 'Return information and a chronology', 'agency', '{D4,D5}', '2026-11-20', NULL, '2026-11-26', NULL, false, 'the date given when it was asked for on Friday 20 November 2026', 1, 1, 'gp'),
	(12, 'return-information', 'police', 'Return information and a chronology', 'agency', '{D4,D5}', '2026-11-20', NULL, '2026-11-26', '2026-11-20', false, 'the date given when it was asked for on Friday 20 November 2026', 1, 1, 'police'),
	(13, 'report-exceptions', '2026-Q4', 'Report exceptions to the Keeping Children Safe group', 'business_unit', '{J3}', '2026-10-01', NULL, '2026-12-31', NULL, false, 'once every quarter; this one ends on Thursday 31 December 2026', NULL, 1, ''),
	(14, 'hold-learning-event', '2026-H2', 'Hold a learning event', 'business_unit', '{J7}', '2026-07-01', NULL, '2026-12-31', '2026-11-18', false, 'once every half-year; this one ends on Thursday 31 December 2026', NULL, 1, ''),
	(15, 'publish-annual-report', '2026', 'Publish the annual report, with the Rapid Reviews held', 'business_unit', '{J8}', '2026-01-01', NULL, '2026-12-31', NULL, false, 'once every year; this one ends on Thursday 31 December 2026', NULL, 1, ''),
	(16, 'review-protocol', '2026', 'Review the protocol', 'business_unit', '{K1}', '2026-01-01', NULL, '2026-12-31', NULL, false, 'once every year; this one ends on Thursday 31 December 2026', NULL, 1, ''),
	(17, 'notify-panel', '', 'Notify the national Panel of the incident', 'local_authority', '{C1,C2,C4,B2}', '2026-11-16', NULL, '2026-11-23', NULL, false, '5 working days from Monday 16 November 2026 (day 0); day 1 was Tuesday 17 November 2026; day 5 is Monday 23 November 2026; not counted: Saturday 21 November, Sunday 22 November', 2, 1, '');
INSERT INTO record_fact (id, seq, kind, at, recorded_at, by, details, reason, salt, details_hash, previous, hash, actor_id, case_id, partnership_id, supersedes_id) VALUES
	('e0d59e04-db67-46c0-8f94-e7e33f03c147', 1, 'authority_aware', '2026-11-16T09:00', '2026-11-20 12:00:00+00', 'local_authority', '{"authority": "council"}', '', '15525218c8cea0b9b9494ad52f9c302d', '635959bdcddc7e6e7d5adcea5dd9b3477cd156bf9409d52283e6664da2ec6afc', '', '56b0497ed26a06b4a589be4dc45c8ab5d6b037e7a453066c641d631e41584f20', 1, 1, 1, NULL),
	('52f8b69f-5937-405a-8822-94f84174f80f', 2, 'incident_occurred', '2026-11-16T09:00', '2026-11-20 12:00:00+00', 'local_authority', '{"day": "not known", "outcome": "seriously_harmed", "looked_after": false, "abuse_or_neglect": "suspected"}', '', '7615cfb61113c862c382ac912ec12057', 'c46c2af1fb8ce7df46b74c8d0ab769b55c23addc0d75d228f1f81046bfcc3607', '56b0497ed26a06b4a589be4dc45c8ab5d6b037e7a453066c641d631e41584f20', 'b58489ab1ddc984757c98abeaf06eb579c0b052da0ce4eae6cd20f47bab2a55a', 1, 1, 1, NULL),
	('392e5fc2-3cdc-4a24-a626-e13caa19f1f5', 3, 'sin_submitted', '2026-11-17T10:00', '2026-11-20 12:00:00+00', 'local_authority', '{"reference": "SIN-1"}', '', '5c2a12aa5b9a22cd9a67a8379e1eb126', 'd87d4318ac90192296756f6f98e92e36fdb633ede9bedd13b8dfa2007e3be61b', 'b58489ab1ddc984757c98abeaf06eb579c0b052da0ce4eae6cd20f47bab2a55a', '17ab2152bbbaa07ba261d62f8540511b6830d31c44542f0b64f8d8c9b6bc995d', 1, 1, 1, NULL),
	('40faaf06-3f1b-424b-9c34-bc478b7601f9', 4, 'rapid_review_opened', '2026-11-17T10:00', '2026-11-20 12:00:00+00', 'local_authority', '{"basis": "sin"}', '', 'ca15cc93a5001cc2e5bf856f9608d544', 'f6924ff8db6647b05bafa9fd90f8b02bed90f8dd988bd19464c556dee1b4112f', '17ab2152bbbaa07ba261d62f8540511b6830d31c44542f0b64f8d8c9b6bc995d', '5b92478012fb85e6f6867fcbeb72c19218baba15548f7087ebe78bf95f3b86f4', 1, 1, 1, NULL),
	('ae793c35-715c-4992-8e17-4635afa52097', 5, 'partnership_told', '2026-11-17T10:05', '2026-11-20 12:00:00+00', 'local_authority', '{}', '', '3a8579ea85e80f16b2436064304cd992', 'bbe247054ed7659c44ef1c0d277b6180d77b31e7ae67c02a8920cd85ab811e80', '5b92478012fb85e6f6867fcbeb72c19218baba15548f7087ebe78bf95f3b86f4', 'd79c14ee0318db2be69ee2b7db8e5cd00865d8d6519d239cd869c947427c9ab4', 1, 1, 1, NULL),
	('9eb17a8c-531e-4c44-9f44-1858e3566402', 6, 'information_requested', '2026-11-20T12:00', '2026-11-20 12:00:00+00', 'business_unit', '{"due": "2026-11-26", "agency": "police"}', '', 'd31e994d1fa0411527ee1e9e57fbb52b', 'a72a9c7793219dd4fe1438cd84e270bcbfed6064d259f8deacb3a06d514edcf3', 'd79c14ee0318db2be69ee2b7db8e5cd00865d8d6519d239cd869c947427c9ab4', 'affa1c73cc548e75e723cff855d54b6abaac884baf3da232158f013bf5789443', 4, 1, 1, NULL),
	('b0fa4bd9-9e52-4b3f-9f49-7a9a80c8215a', 7, 'information_requested', '2026-11-20T12:00', '2026-11-20 12:00:00+00', 'business_unit', '{"due": "2026-11-26", "agency": "gp"}', '', 'bf3e7813262aa543a95b66b4d80d7ee6', '9a6cc359dcf3f2a3e29584a6e71e205a219463df453b86f7c75e331f277b5e86', 'affa1c73cc548e75e723cff855d54b6abaac884baf3da232158f013bf5789443', 'fc2148bdc4fda4e919113ac27db9114183e280e8a8b94561c1548570cbfd8d44', 4, 1, 1, NULL),
	('f80b21f1-bcaf-4116-bd40-dc6487598235', 8, 'return_received', '2026-11-20T12:00', '2026-11-20 12:00:00+00', 'agency', '{"nil": true, "agency": "police", "reasons": "Nobody of that name.", "conversations_held": true, "desktop_review_done": true}', '', 'aa9ec0658771179dd5031dfc57ea38c7', 'eee86b8fe71c7df3d7018c62c9abd5ac97497d5068f7923bafe2ec1e3dae9ab7', 'fc2148bdc4fda4e919113ac27db9114183e280e8a8b94561c1548570cbfd8d44', '4edf55aebb2cfd3a3a770769e4a9bfeb51a43c0a8d6a33c068c0659e02e52815', 2, 1, 1, NULL),
	('828e88ee-fe93-4bd2-8117-309ff56bcbef', 1, 'learning_event_held', '2026-11-18', '2026-11-20 12:00:00+00', 'business_unit', '{"title": "Made-up event"}', '', '094a31b5831d13fa2bae3d9d1a60be7a', '417130ac0a4718c56fed93024a7a2c365e236434c92f36e9c618c2d9e7d87dd5', '', '954628a21d7d43602cf3ee4327da37601feb518f5c911c3be2a32c9bd72f91ed', 4, NULL, 1, NULL),
	('0f2ea6fb-6a9b-4505-bd34-d8afb210c34b', 1, 'authority_aware', '2026-11-16T09:00', '2026-11-20 12:00:00+00', 'local_authority', '{"authority": "council"}', '', 'b71c295aa10e0dd857ae4a6f1c6b418b', '6d1d2af15801aa891adbf460f1ac1e27e8fa2d9733298dd4fb07188b539b80b9', '', '456fdde43e2f087319fdd02fe7c557c3bb233e30d5d5efa5c33896a87e5c86a9', 1, 2, 1, NULL),
	('a03b6a13-8335-4f4c-9eff-6a639a909300', 2, 'incident_occurred', '2026-11-16T09:00', '2026-11-20 12:00:00+00', 'local_authority', '{"day": "not known", "outcome": "died", "looked_after": false, "abuse_or_neglect": "suspected"}', '', 'ea91add2a454806a3696294ca16608a3', 'cbbc1cb66184458d4becc2ea60e3433b2ee597954ff8a75e07a6339cc3149804', '456fdde43e2f087319fdd02fe7c557c3bb233e30d5d5efa5c33896a87e5c86a9', '08b18e83531c0e40b3625709da9346b074e0092e53249fb5a25cb39c3f6cb48d', 1, 2, 1, NULL),
	('eb52eca4-a62b-4643-b863-571f27e4650f', 9, 'conflict_declared', '2026-11-20T12:00', '2026-11-20 12:00:00+00', 'agency', '{"name": "Made-up Agency safeguarding lead", "member": "member-3", "reasons": "I know the family."}', '', 'c8f1315b3e0b876bc44003e954e74097', '710d7b5ad4f9d0fe44889f622fd33d016cd58c5a20bc38fbff10a2108784bd4c', '4edf55aebb2cfd3a3a770769e4a9bfeb51a43c0a8d6a33c068c0659e02e52815', '10b16bd37cb5045fe533b68da12025e2fe4c2d26aeedff97fc27152fa9b32b87', 3, 1, 1, NULL);
INSERT INTO record_file (id, purpose, for_value, name, size, sha256, content, at, removed_at, author_id, case_id, partnership_id) VALUES
	(1, 'return', 'police', 'made-up.csv', 32, 'e0c92625dcb7640b434a07df82402554eafc8ff19f1b9892914a502e34055814', '\x446174652c4576656e740d0a30312f30332f323032362c4d6164652d75700d0a', '2026-11-20 12:00:00+00', NULL, 2, 1, 1);
INSERT INTO record_staged (id, name, content, at, member_id) VALUES
	(1, 'staged.csv', '\x612c620d0a', '2026-11-20 12:00:00+00', 2);
INSERT INTO tokens_token (id, name, digest, made_at, until, ended_at, member_id) VALUES
	(1, 'Figures', 'abababababababababababababababababababababababababababababababab', '2026-11-20 12:00:00+00', '2027-01-05', NULL, 4);
SELECT setval('access_bar_id_seq', 1, true);
SELECT setval('access_grant_id_seq', 5, true);
SELECT setval('access_looked_id_seq', 1, true);
SELECT setval('mail_feed_id_seq', 1, true);
SELECT setval('mail_letter_id_seq', 2, true);
SELECT setval('mail_message_id_seq', 2, true);
SELECT setval('mail_preference_id_seq', 1, true);
SELECT setval('partnership_agency_id_seq', 11, true);
SELECT setval('partnership_member_id_seq', 4, true);
SELECT setval('partnership_partnership_id_seq', 1, true);
SELECT setval('partnership_user_id_seq', 4, true);
SELECT setval('record_case_id_seq', 2, true);
SELECT setval('record_document_id_seq', 3, true);
SELECT setval('record_draft_id_seq', 1, true);
SELECT setval('record_duty_id_seq', 17, true);
SELECT setval('record_file_id_seq', 1, true);
SELECT setval('record_staged_id_seq', 1, true);
SELECT setval('tokens_token_id_seq', 1, true);
