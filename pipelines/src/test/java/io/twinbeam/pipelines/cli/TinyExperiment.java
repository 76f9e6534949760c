package io.twinbeam.pipelines.cli;

/** The smallest experiment that goes through every stage: seconds, not minutes. */
final class TinyExperiment {

  static final String YAML =
      """
      name: tiny
      data:
        phantom: {cases: 6, shape: 24x24x20, seed: 3}
      split: {seed: 1, test: 2, labelled: 2}
      methods: [supervised, dual-uncertainty]
      seeds: [1]
      networks: {width: 1}
      training:
        steps: 4
        segmentSteps: 2
        patch: 16x16x16
        threads: 1
      evaluation: {stride: 16x16x16}
      """;

  private TinyExperiment() {}
}
