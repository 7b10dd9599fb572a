"""The five-step scale on which customers rate.

Ratings are stored as integers so that they can be averaged; the selection is what
people press on. 0 is "not rated".
"""

RATING_SCALE = [
    ("0", "Not Rated"),
    ("1", "Very Dissatisfied"),
    ("2", "Dissatisfied"),
    ("3", "Fair"),
    ("4", "Satisfied"),
    ("5", "Very Satisfied"),
]
