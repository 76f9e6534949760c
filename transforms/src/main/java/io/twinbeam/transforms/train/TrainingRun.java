package io.twinbeam.transforms.train;

import io.twinbeam.model.training.RunSettings;
import io.twinbeam.transforms.SplitCase;
import java.util.List;

/**
 * One run as training sees it.
 *
 * @param cases sorted by case id, each once
 * @param chain the names of its checkpoints
 */
record TrainingRun(
    String runId,
    RunSettings settings,
    InitialArtifacts start,
    List<SplitCase> cases,
    RunChain chain) {}
