package io.twinbeam.pipelines.template;

/** Where a template is launched. */
public enum LaunchTarget {
  /** This machine, by Beam's DirectRunner. */
  LOCAL,
  /** A Flink cluster, or one of its own on Kubernetes. */
  FLINK,
  /** Google Cloud Dataflow, as a Flex Template. */
  DATAFLOW
}
