using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Conformance;

/// <summary>Every layer that has parameters and is PyTorch's too, under the names that make_weights.py gives them, in one model.</summary>
internal sealed class PyTorchLayers : Module
{
    private readonly Dictionary<string, Func<Tensor[], Tensor>> _calls = [];

    public PyTorchLayers()
    {
        Add("linear", new Linear(4, 5));
        Add("linear_no_bias", new Linear(4, 5, bias: false));
        Add("conv1d", new Conv1d(4, 6, 3, stride: 2, padding: 1, dilation: 2, groups: 2));
        Add("conv2d", new Conv2d(3, 4, (3, 2), stride: (1, 2), padding: (1, 0)));
        Add("conv2d_no_bias", new Conv2d(2, 4, 3, padding: Padding.Same, groups: 2, bias: false, paddingMode: PaddingMode.Reflect));
        Add("conv_transpose1d", new ConvTranspose1d(4, 2, 3, stride: 2, padding: 1, outputPadding: 1, groups: 2));
        Add("conv_transpose2d", new ConvTranspose2d(3, 2, (2, 3), stride: 2));
        Add("batch_norm1d", new BatchNorm1d(4));
        Add("batch_norm2d", new BatchNorm2d(3, epsilon: 1e-3, momentum: null));
        Add("batch_norm_plain", new BatchNorm1d(4, affine: false));
        Add("layer_norm", new LayerNorm([3, 4]));
        Add("group_norm", new GroupNorm(2, 6));
        Add("instance_norm1d", new InstanceNorm1d(3, affine: true));
        Add("instance_norm2d", new InstanceNorm2d(3, affine: true, trackRunningStats: true));
        Add("embedding", new Embedding(5, 3, paddingIndex: 0));
        Add("rnn", new Rnn(3, 4, nonlinearity: RnnNonlinearity.Relu));
        Add("gru", new Gru(3, 4, layers: 2, bidirectional: true));
        Add("lstm", new Lstm(3, 4, layers: 2, bidirectional: true));
        Add("lstm_no_bias", new Lstm(3, 4, bias: false, batchFirst: false));
        Add("rnn_cell", new RnnCell(3, 4), (cell, x) => cell.Forward(x[0], x[1]));
        Add("gru_cell", new GruCell(3, 4), (cell, x) => cell.Forward(x[0], x[1]));
        Add("lstm_cell", new LstmCell(3, 4), (cell, x) =>
        {
            LstmState next = cell.Forward(x[0], new(x[1], x[2]));
            return Tensor.Concatenate([next.Hidden, next.Cell], 1);
        });
        Add("attention", new MultiHeadAttention(8, 2), (layer, x) => layer.Forward(x[0], x[1], x[2]).Output);
        Add("attention_apart", new MultiHeadAttention(8, 2, kDim: 5, vDim: 6), (layer, x) => layer.Forward(x[0], x[1], x[2]).Output);
        Add("encoder_layer", new TransformerEncoderLayer(8, 2, 12, activation: new Gelu(), normFirst: true));
        Add("encoder", new TransformerEncoder(2, () => new(8, 2, 12, activation: new Relu()), new LayerNorm(8)));
        Add("prelu", new PRelu(4));
        Add("adaptive", new AdaptiveLogSoftmaxWithLoss(6, 12, [3, 7], divValue: 2, headBias: true),
            (layer, x) => layer.LogProbabilities(x[0]));
        Add("network", new Sequential(
            new Conv2d(1, 4, 3), new BatchNorm2d(4), new Relu(), new MaxPool2d(2), new Flatten(), new Linear(16, 3)));
        Eval();
    }

    public IEnumerable<string> Names => _calls.Keys;

    /// <summary>A layer's output for the inputs of its case.</summary>
    public Tensor Run(string name, SafeTensorsFile cases)
    {
        List<Tensor> inputs = [];
        while (cases.Find($"{name}.{inputs.Count}") is { } input)
        {
            inputs.Add(cases.Read(input.Name));
        }

        return _calls[name]([.. inputs]);
    }

    private void Add(string name, Layer layer) => Add(name, layer, (layer, x) => layer.Forward(x[0]));

    private void Add<T>(string name, T module, Func<T, Tensor[], Tensor> call) where T : Module
    {
        Register(module, fileName: name, name: name);
        _calls.Add(name, inputs => call(module, inputs));
    }
}
