package org.flowbeam.pipeline.dataflow;

import com.google.api.services.dataflow.model.DataflowPackage;
import java.util.List;
import org.apache.beam.runners.dataflow.util.PackageUtil.StagedFile;
import org.apache.beam.runners.dataflow.util.Stager;
import org.apache.beam.sdk.options.PipelineOptions;

/** Says that everything lies in a bucket, and sends nothing. */
public final class FakeStager implements Stager {
  private FakeStager() {}

  /** Beam makes it by this name. */
  public static FakeStager fromOptions(PipelineOptions options) {
    return new FakeStager();
  }

  @Override
  public List<DataflowPackage> stageFiles(List<StagedFile> files) {
    return files.stream().map(file -> staged(file.getDestination())).toList();
  }

  @Override
  public DataflowPackage stageToFile(byte[] bytes, String name) {
    return staged(name);
  }

  private static DataflowPackage staged(String name) {
    return new DataflowPackage().setName(name).setLocation("gs://absent/staging/" + name);
  }
}
