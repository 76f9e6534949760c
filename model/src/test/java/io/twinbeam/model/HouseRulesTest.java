package io.twinbeam.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

@AnalyzeClasses(packages = "io.twinbeam.model", importOptions = DoNotIncludeTests.class)
final class HouseRulesTest {

  @ArchTest
  static final ArchRule onlyNetworksAndWhatDrivesThemKnowTheEngine =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.twinbeam.model.network",
              "io.twinbeam.model.objective",
              "io.twinbeam.model.training",
              "io.twinbeam.model.inference")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  @ArchTest
  static final ArchRule nothingKnowsBeam =
      noClasses().should().dependOnClassesThat().resideInAPackage("org.apache.beam..");

  @ArchTest
  static final ArchRule packagesDependOnEachOtherInOneDirection =
      slices().matching("io.twinbeam.model.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule volumesStandOnTheirOwn =
      noClasses()
          .that()
          .resideInAPackage("io.twinbeam.model.volume")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.twinbeam.model.format",
              "io.twinbeam.model.network",
              "io.twinbeam.model.objective",
              "io.twinbeam.model.training",
              "io.twinbeam.model.inference",
              "io.twinbeam.model.metric",
              "io.twinbeam.model.recipe",
              "io.twinbeam.model.uncertainty");

  // Callers open files, on whatever file system they are, and hand over streams.
  @ArchTest
  static final ArchRule noClassOpensAFile =
      noClasses()
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(
              File.class, FileInputStream.class, FileOutputStream.class, Files.class, Path.class);
}
