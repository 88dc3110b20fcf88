namespace Autograd.Nn;

/// <summary>Which first values <see cref="ModuleExtensions.Initialize"/> draws, where a layer was not given an initializer.</summary>
public enum Initialization
{
    /// <summary>The layer's own, which its documentation names: weights of a variance that the activation behind them calls for.</summary>
    Default,

    /// <summary>Those of PyTorch's layer of the same name: other numbers, of the same distribution.</summary>
    PyTorch,
}
