package io.twinbeam.pipelines.template;

/** Parameters of the template {@code experiment}, which are those of {@code train}. */
public interface ExperimentOptions extends TrainOptions {}
