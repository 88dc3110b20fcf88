using Autograd.Core;

namespace Autograd.Nn;

public abstract partial class Optimizer
{
    private Tensor[] _gradients = [];

    /// <summary>
    /// How many steps <see cref="GradientClipping"/> has skipped because a gradient was not finite
    /// (<see cref="NonFiniteGradients.SkipStep"/>), since the optimizer was made, <see cref="Reset"/> or given a state. No step depends on
    /// it, and it is not part of <see cref="StateDict"/>.
    /// </summary>
    public long SkippedSteps { get; private set; }

    /// <summary>The gradients of all parameters that the next step changes, in the order of memory.</summary>
    internal ReadOnlySpan<Tensor> Gradients()
    {
        int count = 0;
        foreach (GroupState state in States())
        {
            state.AddGradients(ref _gradients, ref count);
        }

        return _gradients.AsSpan(0, count);
    }

    /// <summary>Makes the next step one that changes nothing, and counts it.</summary>
    internal void Skip()
    {
        ZeroGrad();
        SkippedSteps++;
    }
}
