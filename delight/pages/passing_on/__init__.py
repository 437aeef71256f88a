"""What people pass on: a story to a friend, with the page that the friend comes to, and thanks for a gift."""
