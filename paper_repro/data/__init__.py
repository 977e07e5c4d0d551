"""Features and labels to tf.data: text, splits, records, pipelines."""
