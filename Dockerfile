# The bot as an image: docker build --tag taskbot .
# Both stages share one Python, so that the virtual environment can be carried from one to the other.
# To build from an image that cannot change: docker buildx imagetools inspect python:3.11-slim tells its digest, and
# --build-arg PYTHON_IMAGE=python:3.11-slim@sha256:… takes it.
ARG PYTHON_IMAGE=python:3.11-slim
FROM ${PYTHON_IMAGE} AS python
ENV PYTHONUNBUFFERED=1

FROM python AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1
WORKDIR /build
RUN python -m venv tools && python -m venv --without-pip /opt/taskbot
# What changes seldom comes first, so that a change of the bot alone builds in seconds.
COPY requirements/build.txt requirements/run.txt requirements/
RUN tools/bin/python -m pip install --require-hashes --requirement requirements/build.txt \
 && tools/bin/python -m pip --python /opt/taskbot install --require-hashes --requirement requirements/run.txt
COPY pyproject.toml README.md LICENSE ./
COPY alembic alembic
COPY src src
RUN tools/bin/python -m pip wheel --no-build-isolation --no-deps --wheel-dir dist . \
 && tools/bin/python -m pip --python /opt/taskbot install --no-deps dist/*.whl

FROM python
LABEL org.opencontainers.image.title="taskbot" \
      org.opencontainers.image.description="A team's task manager that lives in Telegram" \
      org.opencontainers.image.licenses="MIT"
# The embedded PostgreSQL needs an account with a name; what installs packages is not needed any more.
RUN groupadd --gid 10001 taskbot \
 && useradd --no-log-init --uid 10001 --gid taskbot --no-create-home --home-dir /var/lib/taskbot taskbot \
 && install --directory --owner taskbot --group taskbot --mode 0700 /var/lib/taskbot \
 && rm -rf /usr/local/bin/pip* /usr/local/lib/python3*/site-packages/pip* /usr/local/lib/python3*/ensurepip
COPY --from=build /opt/taskbot /opt/taskbot
ENV PATH=/opt/taskbot/bin:$PATH \
    DATA_DIR=/var/lib/taskbot
USER 10001:10001
WORKDIR /var/lib/taskbot
VOLUME /var/lib/taskbot
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["taskbot", "health"]
ENTRYPOINT ["taskbot"]
CMD ["run"]
