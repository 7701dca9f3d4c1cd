"""What several pages need: the frame, the links between pages, networks, pictures, colours."""
