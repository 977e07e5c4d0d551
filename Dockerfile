# docker build -t paper_repro .
# docker run --gpus all -v "$PWD/results:/repro/results" -v "$PWD/runs:/repro/runs" paper_repro reproduce majorminer
# docker run --gpus all -v DIR:/data:ro -v "$PWD/results:/repro/results" paper_repro reproduce majorminer --data /data --preset paper
#
# The GPU's driver comes from the host; CUDA's libraries come with TensorFlow's own wheels.
FROM python:3.11-slim

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PAPER_REPRO_CACHE=/repro/cache MPLBACKEND=agg

WORKDIR /opt/paper_repro
# Dependencies first: they change less often than the code. `make lock` writes both files. Nothing is built in isolation,
# since pip checks no hashes of what it fetches for an isolated build.
COPY docker/ docker/
RUN pip install --require-hashes -r docker/build-requirements.txt \
 && pip install --require-hashes --no-build-isolation -r docker/requirements.txt
COPY . .
RUN pip install --no-deps --no-build-isolation .

# Not root: what the container writes into mounted folders can be given to a user (docker run --user $(id -u)).
RUN useradd --create-home --uid 1000 repro && mkdir -p /repro/results /repro/runs /repro/cache && chown -R repro /repro
USER repro
WORKDIR /repro
ENTRYPOINT ["python", "-m", "paper_repro"]
CMD ["list"]
