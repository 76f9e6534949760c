package io.twinbeam.pipelines;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaEnumConstant;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.util.SerializableUtils;

/**
 * What the code of no module does, since it would let whoever wrote a file run code or read others.
 */
@AnalyzeClasses(packages = "io.twinbeam", importOptions = ShippedCode.class)
final class UntrustedBytesTest {

  @ArchTest
  static final ArchRule nothingReadsOrWritesJavaObjects =
      noClasses()
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(
              ObjectInputStream.class,
              ObjectOutputStream.class,
              SerializableCoder.class,
              SerializableUtils.class)
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching("java\\.beans\\.XML.*|.*\\.SerializationUtils");

  // The formats are NIfTI, MetaImage, HDF5, DICOM, JSON, CSV, YAML and safetensors.
  @ArchTest
  static final ArchRule nothingReadsXml =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("javax.xml..", "org.xml..", "org.w3c.dom..", "org.dom4j..");

  // Its Load makes objects; nodes and events are only text with places.
  @ArchTest
  static final ArchRule yamlMakesNoObjects =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "org\\.snakeyaml\\.engine\\.v2\\.api\\.Load|org\\.yaml\\..*"
                  + "|org\\.snakeyaml\\.engine\\.v2\\.constructor\\..*");

  // The type of what is read is the code's choice, or that of a name in a list of ours.
  @ArchTest
  static final ArchRule jsonNamesNoClasses =
      noClasses()
          .should()
          .beAnnotatedWith(describe("class names in JSON", UntrustedBytesTest::namesClasses))
          .orShould()
          .callMethodWhere(target(nameMatching("(activate|enable)DefaultTyping.*")));

  private static boolean namesClasses(JavaAnnotation<?> annotation) {
    return annotation.getRawType().isEquivalentTo(JsonTypeInfo.class)
        && annotation
            .get("use")
            .map(use -> ((JavaEnumConstant) use).name().endsWith("CLASS"))
            .orElse(false);
  }

  // Programs of others are started by scripts, and by launch: gcloud, or templates/flink/submit,
  // with the words that its user typed as they are, and no shell between.
  @ArchTest
  static final ArchRule nothingStartsAProcess =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.twinbeam.pipelines.cli.LaunchCommand")
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(ProcessBuilder.class);
}
