"""Features on disk as TFRecord shards, tf.data pipelines that read them, and the splits of a corpus."""
