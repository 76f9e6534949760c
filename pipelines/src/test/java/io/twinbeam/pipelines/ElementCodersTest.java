package io.twinbeam.pipelines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.twinbeam.pipelines.experiment.ExperimentFile;
import io.twinbeam.pipelines.results.RunDirectory;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StructuredCoder;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PValue;
import org.junit.jupiter.api.Test;

/** How elements travel between workers. */
final class ElementCodersTest {

  private static final class Coders extends Pipeline.PipelineVisitor.Defaults {

    private final Set<String> javaSerialised = new TreeSet<>();
    private int collections;

    @Override
    public void visitValue(PValue value, TransformHierarchy.Node producer) {
      if (value instanceof PCollection<?> collection) {
        collections++;
        if (isJavaSerialised(collection.getCoder())) {
          javaSerialised.add(collection.getName() + ": " + collection.getCoder());
        }
      }
    }

    private static boolean isJavaSerialised(Coder<?> coder) {
      return coder instanceof SerializableCoder
          || (coder instanceof StructuredCoder<?> structured
              && structured.getComponents().stream().anyMatch(Coders::isJavaSerialised));
    }
  }

  @Test
  void noElementOfAnExperimentIsAJavaObject() {
    Pipeline pipeline = Pipeline.create();
    ExperimentPipeline.build(
        pipeline,
        ExperimentFile.parse(
            "name: coders\ndata: {phantom: {}}\nmethods: [dual-uncertainty]\n", "coders.yaml"),
        "nowhere",
        new RunDirectory(Path.of("nowhere")),
        0);
    Coders coders = new Coders();
    pipeline.traverseTopologically(coders);
    assertTrue(coders.collections > 50, coders.collections + " collections");
    assertEquals(Set.of(), coders.javaSerialised);
  }
}
