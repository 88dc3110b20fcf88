using Autograd.Core;
using Autograd.Nn;

namespace LargeVocabulary;

/// <summary>An output layer with its loss.</summary>
internal abstract class Contender
{
    /// <summary>The name in the report.</summary>
    internal abstract string Name { get; }

    /// <summary>The module that is trained.</summary>
    internal abstract Module Module { get; }

    /// <summary>The mean loss of samples.</summary>
    internal abstract Tensor Loss(Tensor features, Tensor labels);

    /// <summary>The most probable label of each sample.</summary>
    internal abstract long[] Predict(Tensor features);
}

/// <summary>The adaptive softmax over classes sorted by frequency.</summary>
internal sealed class AdaptiveContender(int features, FrequencyOrder order, int[] cutoffs) : Contender
{
    private readonly AdaptiveLogSoftmaxWithLoss _layer = new(features, order.ClassCount, cutoffs);

    internal override string Name => "adaptive softmax";

    internal override Module Module => _layer;

    internal override Tensor Loss(Tensor features, Tensor labels) => _layer.Forward(features, order.ToRanks(labels)).Loss;

    internal override long[] Predict(Tensor features) => order.ToLabels(_layer.Predict(features)).ToArray<long>();
}

/// <summary>A linear layer and the cross-entropy over all classes.</summary>
internal sealed class FullContender(int features, int classes) : Contender
{
    private readonly Linear _layer = new(features, classes, bias: false);
    private readonly CrossEntropyLoss _loss = new();

    internal override string Name => "full softmax";

    internal override Module Module => _layer;

    internal override Tensor Loss(Tensor features, Tensor labels) => _loss.Forward(_layer.Forward(features), labels);

    internal override long[] Predict(Tensor features) => _layer.Forward(features).ArgMax(1).ToArray<long>();
}
