# The launcher of a Flex Template: builds the job graph from parameters. Built by templates/build-images, which takes the
# base with its digest from templates/images.lock.
ARG LAUNCHER_BASE
FROM ${LAUNCHER_BASE}

LABEL org.opencontainers.image.title="Twinbeam launcher" \
      org.opencontainers.image.licenses="Apache-2.0"

# Ours comes first on the class path: jhdf has logging settings of its own at the same place.
COPY twinbeam-pipelines.jar /template/twinbeam-pipelines.jar
COPY lib/ /template/lib/
COPY engine/ /template/engine/

ENV DJL_CACHE_DIR=/template/djl \
    DJL_OFFLINE=true
RUN ["java", "-cp", "/template/twinbeam-pipelines.jar:/template/lib/*:/template/engine/*", "io.twinbeam.pipelines.cli.NativeLibraries"]

# The user stays that of the base, root: Google's launcher opens /var/log/dataflow/template_launcher/runner-json.log before it
# starts ours, and ends where it may not (github.com/GoogleCloudPlatform/python-docs-samples/issues/13213).

# The same image but for this, so that all launchers share their layers.
ARG TEMPLATE
ENV TWINBEAM_TEMPLATE=${TEMPLATE} \
    FLEX_TEMPLATE_JAVA_CLASSPATH="/template/twinbeam-pipelines.jar:/template/lib/*:/template/engine/*" \
    FLEX_TEMPLATE_JAVA_MAIN_CLASS=io.twinbeam.pipelines.cli.TemplateLauncher
