"""Your own files: any network here, by name or by run, over any sound.

python -m paper_repro predict song.mp3
python -m paper_repro predict music --model msd_vgg --every 10 --format jsonl --out tags.jsonl
python -m paper_repro predict song.mp3 --plot taggram.png --embeddings song.npz
"""
