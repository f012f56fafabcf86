package io.linecheck.config;

import io.linecheck.config.shape.Key;
import io.linecheck.config.shape.Keys;
import io.linecheck.config.shape.Listing;
import io.linecheck.config.shape.Mapping;
import java.nio.file.Path;
import java.util.List;

/**
 * Whose certificates are believed.
 *
 * @param caFiles PEM files with roots, beside the browsers', also for webhooks and mail
 * @param onlyCaFiles whether nothing but them counts
 * @param fetchCrls whether revocation lists are fetched
 */
public record Trust(List<Path> caFiles, boolean onlyCaFiles, boolean fetchCrls) {
  static Mapping<Trust> shape() {
    Keys keys = new Keys();
    Key<List<Path>> files =
        keys.defaulted(
            "caFiles",
            new Listing<>(Words.file()),
            "[]",
            "PEM files with roots, beside the browsers', also for webhooks and mail.");
    Key<Boolean> only =
        keys.defaulted("onlyCaFiles", Words.truth(), "false", "Whether nothing but them counts.");
    Key<Boolean> crls =
        keys.defaulted("fetchCrls", Words.truth(), "true", "Whether revocation lists are fetched.");
    return keys.make(values -> new Trust(values.get(files), values.get(only), values.get(crls)));
  }
}
