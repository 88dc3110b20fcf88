using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// The state of an <see cref="Lstm"/> or an <see cref="LstmCell"/>. It has both parts; where there is no state yet, they take null.
/// </summary>
/// <param name="Hidden">What it shows: the output of each unit.</param>
/// <param name="Cell">What it holds.</param>
/// <exception cref="ArgumentNullException">One of the two is null.</exception>
public sealed record LstmState(Tensor Hidden, Tensor Cell)
{
    /// <summary>What it shows: the output of each unit.</summary>
    public Tensor Hidden { get; init => field = Given(value, nameof(Hidden)); } = Given(Hidden, nameof(Hidden));

    /// <summary>What it holds.</summary>
    public Tensor Cell { get; init => field = Given(value, nameof(Cell)); } = Given(Cell, nameof(Cell));

    /// <summary>Copies that live on when the tape that computed the state is disposed, and pass no gradient back.</summary>
    public LstmState Detach() => new(Hidden.Detach(), Cell.Detach());

    private static Tensor Given(Tensor value, string name)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return value;
    }
}
