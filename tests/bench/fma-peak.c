// What the cores can do at most: fused multiply-adds of floats from registers, in as many threads as named.
//   cc -O3 -march=native -pthread fma-peak.c -o fma-peak && ./fma-peak THREADS   ->   GFLOPS
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#if defined(__AVX512F__)
#define LANES 16
#elif defined(__AVX__)
#define LANES 8
#else
#define LANES 4
#endif
// As many as hide the latency of one on every processor of these years, and fit its registers.
#define CHAINS 10
#define ROUNDS 40000000L

typedef float vector __attribute__((vector_size(4 * LANES)));

static void *work(void *result) {
  vector sums[CHAINS], factor, addend;
  for (int lane = 0; lane < LANES; lane++) {
    factor[lane] = 0.999f;
    addend[lane] = 0.001f;
    for (int chain = 0; chain < CHAINS; chain++) sums[chain][lane] = (float)chain;
  }
  for (long round = 0; round < ROUNDS; round++) {
#pragma GCC unroll 10
    for (int chain = 0; chain < CHAINS; chain++) sums[chain] = sums[chain] * factor + addend;
  }
  vector all = sums[0];
  for (int chain = 1; chain < CHAINS; chain++) all += sums[chain];
  *(float *)result = all[0];
  return NULL;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

int main(int count, char **arguments) {
  int threads = count > 1 ? atoi(arguments[1]) : 1;
  pthread_t *ids = calloc(threads, sizeof *ids);
  float *results = calloc(threads, sizeof *results);
  double start = now();
  for (int i = 0; i < threads; i++) pthread_create(&ids[i], NULL, work, &results[i]);
  for (int i = 0; i < threads; i++) pthread_join(ids[i], NULL);
  printf("%.1f\n", 2.0 * LANES * CHAINS * ROUNDS * threads / (now() - start) / 1e9);
  return results[0] < -1;
}
