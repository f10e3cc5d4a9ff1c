"""The page kit: form fields, components, layout and drawing. It knows nothing of reviews."""
