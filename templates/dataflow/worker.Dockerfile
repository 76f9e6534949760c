# Dataflow's workers (sdkContainerImage): Beam's own image with the engine's native libraries unpacked, so that no worker
# downloads or unpacks any. Built by templates/build-images, which takes the base with its digest from templates/images.lock.
ARG WORKER_BASE
FROM ${WORKER_BASE}

LABEL org.opencontainers.image.title="Twinbeam worker" \
      org.opencontainers.image.licenses="Apache-2.0"

COPY twinbeam-pipelines.jar /opt/twinbeam/twinbeam-pipelines.jar
COPY lib/ /opt/twinbeam/lib/
COPY engine/ /opt/twinbeam/engine/

ENV DJL_CACHE_DIR=/opt/twinbeam/djl \
    DJL_OFFLINE=true
RUN ["java", "-cp", "/opt/twinbeam/twinbeam-pipelines.jar:/opt/twinbeam/lib/*:/opt/twinbeam/engine/*", "io.twinbeam.pipelines.cli.NativeLibraries"]
RUN ["chmod", "-R", "a+rX", "/opt/twinbeam/djl"]

# Any user may read what was unpacked. Dataflow mounts folders below /var/opt that are root's into its workers, and what Beam's
# boot fetches goes there (github.com/pangeo-data/pangeo-docker-images/pull/360): so the default is the user of the base,
# root. Elsewhere give --build-arg WORKER_USER=65534.
ARG WORKER_USER=0
USER ${WORKER_USER}
