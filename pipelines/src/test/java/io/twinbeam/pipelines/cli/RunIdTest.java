package io.twinbeam.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.twinbeam.pipelines.experiment.Experiment;
import io.twinbeam.pipelines.experiment.ExperimentFile;
import io.twinbeam.transforms.io.ReadCases;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Run IDs are for good: a run that was made under one must be found again by later builds. */
final class RunIdTest {

  private static String runId(String yaml) throws IOException {
    Experiment experiment = ExperimentFile.parse(yaml, "tiny.yaml");
    return RunCommand.runId(experiment, ReadCases.survey(experiment.data()));
  }

  @Test
  void anExperimentKeepsTheIdThatItHasHadFromTheFirst() throws IOException {
    assertEquals("3d14dee50a75", runId(TinyExperiment.YAML));
  }

  @Test
  void resourcesChangeNoId() throws IOException {
    assertEquals(
        runId(TinyExperiment.YAML),
        runId(
            TinyExperiment.YAML
                + """
                resources:
                  accelerator: type:nvidia-tesla-t4;count:1
                  minRam: 8GB
                  cacheMemory: 10%
                  cacheDisk: 0
                """));
  }
}
