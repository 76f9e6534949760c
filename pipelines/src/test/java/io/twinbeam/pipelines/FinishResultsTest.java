package io.twinbeam.pipelines;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Test;

final class FinishResultsTest {

  /** Ends with {@code status}. */
  record Fixed(int status) implements Ending {
    @Override
    public int finish(String launch, Map<String, Object> measured, PrintWriter out) {
      out.println(launch);
      return status;
    }
  }

  private static Pipeline writing() {
    Pipeline pipeline = Pipeline.create();
    PCollection<Integer> cases = pipeline.apply("Cases", Create.of(1, 2, 3));
    cases.apply(
        "WriteTable", MapElements.into(TypeDescriptors.strings()).via(number -> "file" + number));
    return pipeline;
  }

  @Test
  void aJobThatEndsBadlyFailsItsPipeline() {
    Pipeline pipeline = writing();
    FinishResults.addTo(pipeline, "launch", new Fixed(1));
    RuntimeException error = assertThrows(RuntimeException.class, pipeline::run);
    assertTrue(error.getMessage().contains("ended with status 1"), error.getMessage());
  }

  @Test
  void aStepThatTellsNobodyWhatItWritesIsRefused() {
    Pipeline pipeline = writing();
    pipeline
        .apply("More", Create.of(1))
        .apply("WriteSilently", MapElements.into(TypeDescriptors.integers()).via(number -> number));
    IllegalStateException error =
        assertThrows(
            IllegalStateException.class,
            () -> FinishResults.addTo(pipeline, "launch", new Fixed(0)));
    assertTrue(error.getMessage().startsWith("WriteSilently"), error.getMessage());
  }
}
