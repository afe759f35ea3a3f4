# Two stages: what builds the package does not go into the image that runs it.
FROM python:3.12-slim-bookworm AS build
WORKDIR /src
RUN { apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev; } || echo 'No compiler; nothing is compiled.'
COPY pyproject.toml README.md LICENSE ./
COPY proxy ./proxy
COPY deploy/native ./deploy/native
# Brings the kernel, where there is a compiler; the compiler stays in this stage.
RUN python -m venv /opt/stillwatch \
    && /opt/stillwatch/bin/pip install --no-cache-dir --disable-pip-version-check .
# What every request runs through is compiled, too (a third cheaper).
RUN { python -m venv /opt/tools \
    && /opt/tools/bin/pip install --no-cache-dir --disable-pip-version-check '.[compile]' \
    && /opt/tools/bin/python deploy/native/build.py "$(/opt/stillwatch/bin/python -c 'import sysconfig; print(sysconfig.get_path("platlib"))')"; \
    } || echo 'Not compiled; the image runs the source as it is.'

FROM python:3.12-slim-bookworm
# redis-server is the binary under embedded:// state; Stillwatch starts and stops it itself, on a private socket.
RUN apt-get update \
    && apt-get install -y --no-install-recommends redis-server \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 stillwatch \
    && useradd --system --uid 10001 --gid stillwatch --home-dir /var/lib/stillwatch stillwatch \
    && install -d -o stillwatch -g stillwatch -m 0700 /var/lib/stillwatch
COPY --from=build /opt/stillwatch /opt/stillwatch
COPY policies /etc/stillwatch/policies

# The admin listener can lift bans, so it stays inside the container; to scrape metrics from outside set
# STILLWATCH_ADMIN=0.0.0.0:9090 and keep that port off public networks.
ENV PATH=/opt/stillwatch/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    STILLWATCH_LISTEN=0.0.0.0:8080 \
    STILLWATCH_ADMIN=127.0.0.1:9090 \
    STILLWATCH_POLICY=/etc/stillwatch/policies/default.yaml \
    STILLWATCH_STATE=embedded:///var/lib/stillwatch

# By number, so that Kubernetes' runAsNonRoot can check it.
USER 10001:10001
WORKDIR /var/lib/stillwatch
VOLUME /var/lib/stillwatch
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 CMD ["python", "-c", \
    "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['STILLWATCH_ADMIN'].rpartition(':')[2] + '/healthz', timeout=2)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["stillwatch"]
CMD ["serve"]
