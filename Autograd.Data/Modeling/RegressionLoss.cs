namespace Autograd.Data;

/// <summary>What is made small where a number is predicted.</summary>
public enum RegressionLoss
{
    /// <summary>Squared errors: the prediction is the mean of what may come, and large errors count most.</summary>
    Squared,

    /// <summary>Absolute errors: the prediction is the median of what may come, and outliers count little.</summary>
    Absolute,
}
