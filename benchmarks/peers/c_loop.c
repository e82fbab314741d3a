/* One training step after another, as plain loops over one sample at a time. */
#include <math.h>
#include <string.h>

static double activate(double z, int code) {
  if (code == 0) return tanh(z);
  if (code == 1) return 1 / (1 + exp(-z));
  if (code == 2) return z > 0 ? z : 0;
  return exp(z); /* softmax: normalised by its caller */
}

static double derivative(double a, int code) {
  if (code == 0) return 1 - a * a;
  if (code == 1) return a * (1 - a);
  if (code == 2) return a > 0;
  return 1; /* softmax with cross-entropy: da already is delta */
}

/* parameters: W (fan_out, fan_in) then b (fan_out) per layer.
   scratch, zero at first: g, m, v (P each), then activations, errors, two inputs. */
void train(int n_steps, int first, int n_batches, int n_columns, int n_layers,
           const int *sizes, const int *codes, int adam, double learning_rate,
           const double *x, const double *y, double *restrict parameters,
           double *restrict scratch) {
  const double beta1 = 0.9, beta2 = 0.999, eps = 1e-8;
  const int n_in = sizes[0], n_out = sizes[n_layers];
  int n_parameters = 0, n_units = 0;
  for (int l = 0; l < n_layers; l++) {
    n_parameters += sizes[l + 1] * (sizes[l] + 1);
    n_units += sizes[l + 1];
  }
  double *restrict g = scratch, *restrict m = g + n_parameters;
  double *restrict v = m + n_parameters, *restrict units = v + n_parameters;
  double *restrict errors = units + n_units;
  for (int s = 0; s < n_steps; s++) {
    const int batch = (first + s) % n_batches;
    memset(g, 0, sizeof(double) * n_parameters);
    for (int c = 0; c < n_columns; c++) {
      const double *in = x + ((long)batch * n_columns + c) * n_in;
      const double *target = y + ((long)batch * n_columns + c) * n_out;
      const double *a_prev = in, *W = parameters;
      double *a = units;
      for (int l = 0; l < n_layers; l++) {
        const int fan_in = sizes[l], fan_out = sizes[l + 1];
        const double *b = W + fan_in * fan_out;
        double top = -INFINITY, sum = 0;
        for (int j = 0; j < fan_out; j++) {
          double z = b[j];
          for (int i = 0; i < fan_in; i++) z += W[j * fan_in + i] * a_prev[i];
          a[j] = codes[l] == 3 ? z : activate(z, codes[l]);
          if (z > top) top = z;
        }
        if (codes[l] == 3) {
          for (int j = 0; j < fan_out; j++) sum += a[j] = exp(a[j] - top);
          for (int j = 0; j < fan_out; j++) a[j] /= sum;
        }
        a_prev = a;
        a += fan_out;
        W += (fan_in + 1) * fan_out;
      }
      double *delta = errors + n_units - n_out;
      a -= n_out;
      for (int j = 0; j < n_out; j++)
        delta[j] = (a[j] - target[j]) / n_columns * derivative(a[j], codes[n_layers - 1]);
      double *gradient = g + n_parameters;
      for (int l = n_layers - 1; l >= 0; l--) {
        const int fan_in = sizes[l], fan_out = sizes[l + 1];
        W -= (fan_in + 1) * fan_out;
        gradient -= (fan_in + 1) * fan_out;
        const double *below = l ? a - fan_in : in;
        for (int j = 0; j < fan_out; j++) {
          for (int i = 0; i < fan_in; i++)
            gradient[j * fan_in + i] += delta[j] * below[i];
          gradient[fan_in * fan_out + j] += delta[j];
        }
        if (!l) break;
        double *down = delta - fan_in;
        for (int i = 0; i < fan_in; i++) down[i] = 0;
        for (int j = 0; j < fan_out; j++)
          for (int i = 0; i < fan_in; i++) down[i] += W[j * fan_in + i] * delta[j];
        for (int i = 0; i < fan_in; i++) down[i] *= derivative(below[i], codes[l - 1]);
        delta = down;
        a = (double *)below;
      }
    }
    if (!adam) {
      for (int p = 0; p < n_parameters; p++) parameters[p] -= learning_rate * g[p];
      continue;
    }
    const double c1 = 1 - pow(beta1, first + s + 1), c2 = 1 - pow(beta2, first + s + 1);
    for (int p = 0; p < n_parameters; p++) {
      m[p] = beta1 * m[p] + (1 - beta1) * g[p];
      v[p] = beta2 * v[p] + (1 - beta2) * g[p] * g[p];
      parameters[p] -= learning_rate * (m[p] / c1) / (sqrt(v[p] / c2) + eps);
    }
  }
}
