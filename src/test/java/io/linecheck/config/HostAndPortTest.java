package io.linecheck.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostAndPortTest {
  @ParameterizedTest
  @CsvSource({
    "pbx, pbx",
    "my_pbx.example.com, my_pbx.example.com",
    "dialer1.example.com., dialer1.example.com",
    "bücher.example.com, xn--bcher-kva.example.com",
    "203.0.113.10, 203.0.113.10",
    "[2001:db8::10], 2001:db8::10"
  })
  void hostsAreReadAsBrowsersSendThem(String typed, String host) {
    assertEquals(Optional.of(host), HostAndPort.host(typed));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a..b", "1.2.3", "https://pbx", "*.example.com", "pbx:8089"})
  void whatIsNoHostIsNone(String typed) {
    assertEquals(Optional.empty(), HostAndPort.host(typed));
  }
}
