"""The page kit: what people see when a form is wrong, a clock runs, or a screen is narrow."""
