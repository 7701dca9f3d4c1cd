"""A class served from one machine: ``make serve``, several Streamlits behind one nginx."""
