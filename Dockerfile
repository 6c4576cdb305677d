FROM python:3.13-slim-trixie AS build

COPY requirements/run.lock /
# Removed: zstandard's second backend, for other Pythons than CPython, and discord.py's libraries for voice on Windows.
RUN python -m venv --without-pip /venv \
 && pip --python /venv/bin/python install --no-cache-dir --disable-pip-version-check --require-hashes --requirement /run.lock \
 && rm -r /venv/lib/python*/site-packages/zstandard/_cffi.*.so /venv/lib/python*/site-packages/discord/bin

COPY bot /app/bot
COPY cogs /app/cogs
COPY config /app/config
COPY LICENSE /app/LICENSE
# The root is read-only at run time, so nothing can be compiled then, nor does a source change.
RUN python -m compileall -q --invalidation-mode unchecked-hash /app/bot /app/cogs \
 && mkdir --mode 700 /data


FROM python:3.13-slim-trixie

LABEL org.opencontainers.image.licenses=MIT
# Memory comes from the C library, which overwrites what is freed: nothing of a member stays in it after the answer.
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PYTHONMALLOC=malloc \
    GLIBC_TUNABLES=glibc.malloc.perturb=165:glibc.malloc.tcache_count=0 \
    MAGNITUDE_DATA=/data \
    MAGNITUDE_CONFIG=/app/config
COPY --from=build /venv /venv
COPY --from=build /app /app
COPY --from=build --chown=10001:10001 /data /data
WORKDIR /app
USER 10001:10001
VOLUME /data
STOPSIGNAL SIGTERM
# A bot that starts, waits for its turn or has lost Discord is well: another start would mend none of these.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["python", "-m", "bot", "health"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
