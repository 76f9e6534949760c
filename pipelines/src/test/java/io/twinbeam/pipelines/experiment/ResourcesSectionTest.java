package io.twinbeam.pipelines.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.train.CacheBudget;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResourcesSectionTest {

  private static Experiment experiment(String resources) {
    return ExperimentFile.parse(
        Refusals.LEAST + "resources: {" + resources + "}\n", "resources.yaml");
  }

  @ParameterizedTest
  @CsvSource({
    "8GB, 8000000000",
    "8 GB, 8000000000",
    "1.5GiB, 1610612736",
    "512MiB, 536870912",
    "300MB, 300000000",
    "2TB, 2000000000000"
  })
  void amountsHaveDecimalOrBinaryUnits(String amount, long bytes) {
    assertEquals(OptionalLong.of(bytes), experiment("minRam: " + amount).resources().minRamBytes());
  }

  @Test
  void anAcceleratorMayHaveAMachineOfItsOwn() {
    String accelerator = "type:nvidia-l4;count:1;machine_type:g2-standard-8;install-nvidia-driver";
    assertEquals(
        Optional.of(accelerator),
        experiment("accelerator: \"" + accelerator + "\"").resources().accelerator());
  }

  @Test
  void cacheMemoryIsAShareOrAnAmountAndCacheDiskMayBeNone() {
    assertEquals(
        new CacheBudget(0.125, OptionalLong.empty(), OptionalLong.of(5_000_000)),
        experiment("cacheMemory: 12.5%, cacheDisk: 5MB").resources().cache());
    assertEquals(
        new CacheBudget(0.25, OptionalLong.of(2_000_000_000), OptionalLong.of(0)),
        experiment("cacheMemory: 2GB, cacheDisk: 0").resources().cache());
    assertEquals(
        CacheBudget.STANDARD.withHeapShare(0.5),
        experiment("cacheMemory: 50%").resources().cache());
    assertEquals(
        CacheBudget.STANDARD.withDiskBytes(8L << 30),
        experiment("cacheDisk: 8GiB").resources().cache());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "accelerator: t4 | resources.accelerator must be an accelerator such as"
            + " type:nvidia-tesla-t4;count:1;install-nvidia-driver, is 't4'",
        "accelerator: type:nvidia-tesla-t4;count:0 | resources.accelerator must be an accelerator"
            + " such as type:nvidia-tesla-t4;count:1;install-nvidia-driver, is"
            + " 'type:nvidia-tesla-t4;count:0'",
        "minRam: 8 | resources.minRam must be an amount such as 8GB or 512MiB, is '8'",
        "minRam: 0GB | resources.minRam must be an amount such as 8GB or 512MiB, is '0GB'",
        "minRam: 8gb | resources.minRam must be an amount such as 8GB or 512MiB, is '8gb'",
        "cacheMemory: 95% | resources.cacheMemory must be a share of the heap from 0% to 90%, or an"
            + " amount such as 2GB, is '95%'",
        "cacheDisk: -1GB | resources.cacheDisk must be an amount such as 8GB or 512MiB, or 0, is"
            + " '-1GB'",
        "ram: 8GB | resources.ram is not a setting; did you mean minRam?"
      })
  void whatIsNoAmountIsRefusedWithAnExample(String resources, String message) {
    assertEquals(List.of(message), Refusals.messagesWith("resources: {" + resources + "}\n"));
  }

  @Test
  void resourcesAreNoPartOfTheJsonThatNamesRuns() {
    Experiment plain = ExperimentFile.parse(Refusals.LEAST, "least.yaml");
    Experiment asking = experiment("minRam: 8GB, cacheMemory: 2GB");
    assertEquals(CanonicalJson.write(plain), CanonicalJson.write(asking));
    assertFalse(CanonicalJson.write(asking).contains("resources"));
    assertEquals(plain, CanonicalJson.read(CanonicalJson.write(asking), Experiment.class));
  }

  @Test
  void everyChangeOfAnExperimentKeepsItsResources() {
    Experiment asking = experiment("minRam: 8GB");
    for (Experiment changed :
        List.of(
            asking.withDevice("cpu"),
            asking.withData(asking.data(), 2),
            asking.withEvaluated(asking.evaluated()),
            asking.withInitialWeights(asking.networks().initialWeights()))) {
      assertEquals(asking.resources(), changed.resources());
    }
  }
}
