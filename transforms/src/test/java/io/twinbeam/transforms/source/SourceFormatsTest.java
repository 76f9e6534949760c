package io.twinbeam.transforms.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.twinbeam.transforms.VolumeSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SourceFormatsTest {

  @ParameterizedTest
  @CsvSource({
    "a.nii, nifti, a",
    "a.nii.gz, nifti, a",
    "a.b.nii, nifti, a.b",
    "a.hdr, nifti-pair, a",
    "a.hdr.gz, nifti-pair, a",
    "a.mha, metaimage, a",
    "a.mhd, metaimage, a",
    "a.h5, hdf5, a",
    "a.hdf5, hdf5, a",
  })
  void theEndingOfANameTellsItsFormat(String name, String format, String stem) {
    SourceFormat found = SourceFormats.ofFile(name).orElseThrow();
    assertEquals(format, found.name());
    assertEquals(Optional.of(stem), found.stem(name));
    assertEquals(Optional.empty(), found.companionStem(name));
  }

  @ParameterizedTest
  @CsvSource({"a.img", "a.img.gz", "a.raw", "a.zraw", "a.dcm", ".nii.gz", "a.gz", "a.txt", "a"})
  void otherNamesTellNone(String name) {
    assertEquals(Optional.empty(), SourceFormats.ofFile(name));
  }

  @ParameterizedTest
  @CsvSource({
    "a.img, nifti-pair",
    "a.img.gz, nifti-pair",
    "a.raw, metaimage",
    "a.zraw, metaimage",
  })
  void aFileOfVoxelsBelongsToTheHeaderOfItsStem(String name, String format) {
    SourceFormat found = SourceFormats.of(VolumeSource.of(format, "a"));
    assertEquals(Optional.of("a"), found.companionStem(name));
    assertEquals(Optional.empty(), found.companionStem("a.nii"));
  }

  @Test
  void everyFormatIsFoundByItsOwnName() {
    Set<String> names = new HashSet<>();
    for (SourceFormat format : SourceFormats.all()) {
      assertEquals(format, SourceFormats.of(VolumeSource.of(format.name(), "file")));
      names.add(format.name());
    }
    assertEquals(SourceFormats.all().size(), names.size());
  }

  @Test
  void onlyHdf5HoldsImageAndLabelMapTogether() {
    assertEquals(
        List.of(SourceFormats.HDF5),
        SourceFormats.all().stream()
            .filter(SourceFormat::holdsLabel)
            .map(SourceFormat::name)
            .toList());
  }
}
