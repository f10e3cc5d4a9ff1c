"""From the notification to the learning meeting: family, requests, returns, pack, meeting (D1, D3–D7)."""
