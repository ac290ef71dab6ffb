/* sodium_init() lets each primitive pick its fastest implementation. These two primitives are not
 * part of our build (nothing calls them), so there is nothing to pick. */
int _crypto_scalarmult_curve25519_pick_best_implementation(void);
int _crypto_stream_salsa20_pick_best_implementation(void);

int _crypto_scalarmult_curve25519_pick_best_implementation(void) {
  return 0;
}
int _crypto_stream_salsa20_pick_best_implementation(void) {
  return 0;
}
