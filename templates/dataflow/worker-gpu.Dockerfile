# Dataflow's workers with a GPU (sdkContainerImage): what starts Beam's own, on NVIDIA's CUDA runtime, with the engine's GPU libraries
# of a build with -Pgpu. Built by templates/build-images, which takes the bases with their digests from templates/images.lock.
ARG WORKER_BASE
ARG JAVA_BASE
ARG CUDA_BASE
FROM ${WORKER_BASE} AS beam

FROM ${JAVA_BASE} AS java

FROM ${CUDA_BASE}

LABEL org.opencontainers.image.title="Twinbeam GPU worker" \
      org.opencontainers.image.licenses="Apache-2.0"

COPY --from=java /opt/java/openjdk /opt/java/openjdk
COPY --from=beam /opt/apache/beam /opt/apache/beam
ENV JAVA_HOME=/opt/java/openjdk \
    PATH=/opt/java/openjdk/bin:${PATH}

COPY twinbeam-pipelines.jar /opt/twinbeam/twinbeam-pipelines.jar
COPY lib/ /opt/twinbeam/lib/
COPY engine/ /opt/twinbeam/engine/

# A worker's class path is that of the launcher, which has no GPU and holds the libraries for CPUs: these, in a folder of their
# own, go before those. They load on workers without a GPU too. They are not tried here, where there is none.
RUN ["java", "-cp", "/opt/twinbeam/twinbeam-pipelines.jar:/opt/twinbeam/lib/*:/opt/twinbeam/engine/*", "io.twinbeam.pipelines.cli.UnpackedLibraries", "/opt/twinbeam/torch"]
ARG PYTORCH_VERSION
ARG PYTORCH_FLAVOR
ENV PYTORCH_LIBRARY_PATH=/opt/twinbeam/torch \
    PYTORCH_VERSION=${PYTORCH_VERSION} \
    PYTORCH_FLAVOR=${PYTORCH_FLAVOR} \
    DJL_CACHE_DIR=/opt/twinbeam/djl \
    DJL_OFFLINE=true

# As in worker.Dockerfile, which says why; DJL_CACHE_DIR is written to by the first use of a worker.
ARG WORKER_USER=0
USER ${WORKER_USER}
ENTRYPOINT ["/opt/apache/beam/boot"]
