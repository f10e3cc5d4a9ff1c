"""Pictures drawn on the server as SVG, each with the same said in words beside it. No styles inline: the page's policy forbids them."""
