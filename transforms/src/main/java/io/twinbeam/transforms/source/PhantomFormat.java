package io.twinbeam.transforms.source;

import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Phantom;
import io.twinbeam.model.volume.PhantomCase;
import io.twinbeam.model.volume.Volume;
import io.twinbeam.transforms.PhantomAddress;
import io.twinbeam.transforms.VolumeSource;
import java.util.List;
import java.util.Optional;

/**
 * Synthetic cases, made by the formula that their address states; the address stands for a file.
 */
final class PhantomFormat implements SourceFormat {

  @Override
  public String name() {
    return SourceFormats.PHANTOM;
  }

  @Override
  public Optional<String> stem(String fileName) {
    return Optional.empty();
  }

  @Override
  public List<String> files(VolumeSource source, SourceFiles files) {
    return source.files();
  }

  @Override
  public List<Volume> channels(VolumeSource source, SourceRules rules, SourceFiles files) {
    return List.of(phantom(source).image());
  }

  @Override
  public Optional<LabelMap> labelMap(VolumeSource source, SourceRules rules, SourceFiles files) {
    return Optional.of(phantom(source).labels());
  }

  private static PhantomCase phantom(VolumeSource source) {
    PhantomAddress address = PhantomAddress.parse(source.files().get(0));
    return Phantom.generate(address.spec(), address.seed(), address.index());
  }
}
