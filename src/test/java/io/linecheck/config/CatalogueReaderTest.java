package io.linecheck.config;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.linecheck.model.Catalogue;
import io.linecheck.model.FindingCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CatalogueReaderTest {
  private static final Catalogue CATALOGUE = CatalogueReader.read();

  @ParameterizedTest
  @EnumSource(FindingCode.class)
  void everyCodeHasItsTextsOnOneLineWhereItMust(FindingCode code) {
    Catalogue.Texts texts = CATALOGUE.texts(code);
    assertFalse(texts.title().contains("\n"), texts.title());
    assertFalse(texts.prevention().isBlank());
  }
}
