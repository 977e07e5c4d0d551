# docker build -t paper_repro .                              with CUDA's libraries (the driver comes from the host)
# docker build -t paper_repro:cpu --build-arg VARIANT=cpu .  without
#
# compose.yaml runs it. Both variants install exactly the files whose hashes docker/ holds: `make lock` writes them.
ARG VARIANT=gpu

FROM python:3.11.14-slim-bookworm AS base
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PATH=/opt/venv/bin:$PATH

# Dependencies first: they change less often than the code, and their layer is by far the largest. Nothing is built in
# isolation, since pip checks no hashes of what it fetches for an isolated build.
FROM base AS dependencies-gpu
WORKDIR /build
COPY docker/build-requirements.txt docker/requirements.txt docker/
RUN python -m venv /opt/venv \
 && pip install --require-hashes -r docker/build-requirements.txt \
 && pip install --require-hashes --no-build-isolation -r docker/requirements.txt

FROM base AS dependencies-cpu
WORKDIR /build
COPY docker/build-requirements.txt docker/requirements-cpu.txt docker/
RUN python -m venv /opt/venv \
 && pip install --require-hashes -r docker/build-requirements.txt \
 && pip install --require-hashes --no-build-isolation -r docker/requirements-cpu.txt

# hadolint ignore=DL3006
FROM dependencies-${VARIANT} AS dependencies
# What no command here reads, a fifth of the image: TensorFlow's C++ headers, the compiler that would parse them, tests.
WORKDIR /opt/venv/lib/python3.11/site-packages
RUN rm -rf tensorflow/include clang/native \
 && find numpy scipy pandas sklearn numba -type d -name tests -prune -exec rm -rf {} +

FROM dependencies AS wheel
WORKDIR /build
COPY . .
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /dist .

FROM base
ARG VERSION=unknown
ARG VARIANT=gpu
LABEL org.opencontainers.image.title="paper_repro" \
      org.opencontainers.image.description="Music-tagging and captioning papers, reproduced" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      paper_repro.variant="${VARIANT}"
COPY --from=dependencies /opt/venv /opt/venv
RUN --mount=type=bind,from=wheel,source=/dist,target=/dist pip install --no-deps /dist/*.whl

# Not root. Folders on the host that are mounted here must belong to this user, or to the one of docker run --user.
RUN useradd --create-home --uid 1000 repro \
 && mkdir -p /data /repro/cache /repro/runs /repro/results \
 && chown -R repro:repro /repro
ENV PAPER_REPRO_CACHE=/repro/cache MPLBACKEND=agg
USER 1000
WORKDIR /repro
VOLUME ["/data", "/repro/cache", "/repro/runs", "/repro/results"]
ENTRYPOINT ["python", "-m", "paper_repro"]
CMD ["list"]
