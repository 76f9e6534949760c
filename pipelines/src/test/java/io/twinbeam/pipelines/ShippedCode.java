package io.twinbeam.pipelines;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/** All modules' code but that of their tests, which other modules bring as jars. */
final class ShippedCode implements ImportOption {

  private final ImportOption noTestFolders = new DoNotIncludeTests();

  @Override
  public boolean includes(Location location) {
    return noTestFolders.includes(location) && !location.contains("-tests.jar");
  }
}
