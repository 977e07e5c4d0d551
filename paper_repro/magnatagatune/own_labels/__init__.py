"""Your own labels: a csv of sound files and tags in place of MagnaTagATune, a published network under the output layer.

The paper's engine, with another data set: ``python -m paper_repro finetune``. Nothing here is of the paper.
"""
