"""All about one weight, bias, neuron, layer, input or loss of the current step."""
