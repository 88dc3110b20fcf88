using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Samples that a training step sees together.</summary>
/// <param name="Inputs">The inputs; the first axis counts the samples.</param>
/// <param name="Targets">What the network should answer, sample by sample.</param>
/// <param name="Indices">Which samples of the data set they are.</param>
/// <example><code>
/// foreach ((Tensor inputs, Tensor targets) in loader)
/// </code></example>
public sealed record Batch(Tensor Inputs, Tensor Targets, IReadOnlyList<long> Indices)
{
    /// <summary>The inputs; the first axis counts the samples.</summary>
    public Tensor Inputs { get; init => field = value ?? throw new ArgumentNullException(nameof(Inputs)); } =
        Inputs ?? throw new ArgumentNullException(nameof(Inputs));

    /// <summary>What the network should answer, sample by sample.</summary>
    public Tensor Targets { get; init => field = value ?? throw new ArgumentNullException(nameof(Targets)); } =
        Targets ?? throw new ArgumentNullException(nameof(Targets));

    /// <summary>Which samples of the data set they are.</summary>
    public IReadOnlyList<long> Indices { get; init => field = value ?? throw new ArgumentNullException(nameof(Indices)); } =
        Indices ?? throw new ArgumentNullException(nameof(Indices));

    /// <summary>Takes the batch apart into what a network is given and what it should answer.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="targets">The targets.</param>
    public void Deconstruct(out Tensor inputs, out Tensor targets) => (inputs, targets) = (Inputs, Targets);
}
