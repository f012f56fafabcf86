package io.linecheck.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressScopeTest {
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0,NONE",
    "0.1.2.3,NONE",
    "224.0.0.1,NONE",
    "255.255.255.255,NONE",
    "127.9.9.9,LOOPBACK",
    "169.254.7.7,LINK_LOCAL",
    "10.53.34.156,PRIVATE",
    "172.31.255.1,PRIVATE",
    "172.32.0.1,PUBLIC",
    "192.168.1.1,PRIVATE",
    "100.64.0.1,CARRIER_SHARED",
    "100.128.0.1,PUBLIC",
    "100.63.0.1,PUBLIC",
    "192.0.2.2,DOCUMENTATION",
    "203.0.113.10,DOCUMENTATION",
    "198.51.100.1,DOCUMENTATION",
    "8.8.8.8,PUBLIC",
    "::1,LOOPBACK",
    "::,NONE",
    "fe80::1,LINK_LOCAL",
    "fd00::2,UNIQUE_LOCAL",
    "fec0::1,PRIVATE",
    "2001:db8::1,DOCUMENTATION",
    "2606:4700::1,PUBLIC",
    "::ffff:10.0.0.1,PRIVATE"
  })
  void everyAddressHasItsScope(String address, AddressScope expected) throws Exception {
    assertEquals(expected, AddressScope.of(InetAddress.getByName(address)));
  }

  @Test
  void privateBehindPublicAndLoopbackBehindPrivateAreNarrower() {
    assertTrue(AddressScope.PRIVATE.narrowerThan(AddressScope.PUBLIC));
    assertTrue(AddressScope.LOOPBACK.narrowerThan(AddressScope.PRIVATE));
    assertTrue(AddressScope.CARRIER_SHARED.narrowerThan(AddressScope.DOCUMENTATION));
    assertFalse(AddressScope.PRIVATE.narrowerThan(AddressScope.UNIQUE_LOCAL));
    assertFalse(AddressScope.PUBLIC.narrowerThan(AddressScope.PRIVATE));
  }
}
