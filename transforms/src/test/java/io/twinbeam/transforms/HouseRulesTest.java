package io.twinbeam.transforms;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;

@AnalyzeClasses(packages = "io.twinbeam.transforms", importOptions = DoNotIncludeTests.class)
final class HouseRulesTest {

  private static final String ROOT = "io.twinbeam.transforms";

  /**
   * Stages know the elements and the artifacts, not each other; pseudo-labels and evaluation share
   * how cases are predicted.
   */
  @ArchTest
  static final ArchRule stagesDoNotKnowEachOther =
      Architectures.layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("storage")
          .definedBy(ROOT + ".storage")
          .layer("artifact")
          .definedBy(ROOT + ".artifact")
          .layer("elements")
          .definedBy(ROOT)
          .layer("tracking")
          .definedBy(ROOT + ".tracking")
          .layer("source")
          .definedBy(ROOT + ".source")
          .layer("io")
          .definedBy(ROOT + ".io..")
          .layer("preprocess")
          .definedBy(ROOT + ".preprocess..")
          .layer("split")
          .definedBy(ROOT + ".split..")
          .layer("train")
          .definedBy(ROOT + ".train..")
          .layer("predict")
          .definedBy(ROOT + ".predict..")
          .layer("pseudolabel")
          .definedBy(ROOT + ".pseudolabel..")
          .layer("evaluate")
          .definedBy(ROOT + ".evaluate..")
          .whereLayer("storage")
          .mayNotAccessAnyLayer()
          .whereLayer("artifact")
          .mayOnlyAccessLayers("storage")
          .whereLayer("elements")
          .mayOnlyAccessLayers("artifact", "storage")
          .whereLayer("tracking")
          .mayOnlyAccessLayers("artifact", "storage")
          .whereLayer("source")
          .mayOnlyAccessLayers("elements", "artifact", "storage")
          .whereLayer("io")
          .mayOnlyAccessLayers("elements", "artifact", "storage", "source")
          .whereLayer("preprocess")
          .mayOnlyAccessLayers("elements", "artifact", "storage", "source")
          .whereLayer("split")
          .mayOnlyAccessLayers("elements", "artifact", "storage")
          .whereLayer("train")
          .mayOnlyAccessLayers("elements", "artifact", "storage", "tracking")
          .whereLayer("predict")
          .mayOnlyAccessLayers("elements", "artifact", "storage")
          .whereLayer("pseudolabel")
          .mayOnlyAccessLayers("elements", "artifact", "storage", "predict")
          .whereLayer("evaluate")
          .mayOnlyAccessLayers("elements", "artifact", "storage");

  @ArchTest
  static final ArchRule everyPackageIsOneOfThese =
      classes()
          .should()
          .resideInAnyPackage(
              ROOT,
              ROOT + ".storage",
              ROOT + ".artifact",
              ROOT + ".tracking",
              ROOT + ".source",
              ROOT + ".io",
              ROOT + ".preprocess",
              ROOT + ".split",
              ROOT + ".train",
              ROOT + ".predict",
              ROOT + ".pseudolabel",
              ROOT + ".evaluate");

  // They belong to pipelines, which copy what a transform needs into it.
  @ArchTest
  static final ArchRule noTransformReadsPipelineOptions =
      noClasses().should().dependOnClassesThat().areAssignableTo(PipelineOptions.class);

  @ArchTest
  static final ArchRule onlyTheModelKnowsTheEngine =
      noClasses().should().dependOnClassesThat().resideInAPackage("ai.djl..");

  @ArchTest
  static final ArchRule transformsArePublicAndFinal =
      classes()
          .that()
          .areAssignableTo(PTransform.class)
          .should()
          .bePublic()
          .andShould()
          .haveModifier(JavaModifier.FINAL);

  @ArchTest
  static final ArchRule functionsAreHiddenAndNamedAsSuch =
      classes()
          .that()
          .areAssignableTo(DoFn.class)
          .should()
          .notBePublic()
          .andShould()
          .haveSimpleNameEndingWith("Fn");
}
