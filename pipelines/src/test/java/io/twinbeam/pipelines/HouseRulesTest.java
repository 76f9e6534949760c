package io.twinbeam.pipelines;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.twinbeam.transforms.storage.Folders;
import java.nio.file.Files;
import java.util.Set;

/** What holds of pipelines and of the transforms that they are made of. */
@AnalyzeClasses(
    packages = {"io.twinbeam.pipelines", "io.twinbeam.transforms"},
    importOptions = ShippedCode.class)
final class HouseRulesTest {

  private static final Set<String> SILENT =
      Set.of("exists", "notExists", "isDirectory", "isRegularFile");

  private static boolean asksSilently(JavaAccess<?> access) {
    return access.getTargetOwner().isEquivalentTo(Files.class)
        && SILENT.contains(access.getTarget().getName());
  }

  /**
   * {@link Files} says no where nobody can tell, such as during an outage of a bucket; {@link
   * Folders} throws.
   */
  @ArchTest
  static final ArchRule nothingIsTakenForAbsentWhereNobodyCanTell =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.twinbeam.transforms.storage")
          .should()
          .accessTargetWhere(
              describe("Files says whether it is there", HouseRulesTest::asksSilently));
}
