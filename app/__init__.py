"""The web app: it shows what ``core`` computes and computes nothing of its own."""

import os

# Visitors are served side by side. Left alone, numpy's OpenBLAS takes every core for each
# picture, and where another thread has one of them, the others spin: 60 ms instead of 1.
# Read once, when numpy is imported; ``streamlit run`` has not done so yet.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
