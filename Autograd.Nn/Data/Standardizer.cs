using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// Brings every feature to mean 0 and standard deviation 1, as measured on the training data: y = (x − mean) / deviation. As the first
/// layer
/// of a model it is saved with it, and the model takes raw numbers. A feature that was constant in training has nothing to tell and becomes
/// 0 everywhere (scikit-learn leaves the difference).
/// </summary>
/// <remarks>
/// Mean and deviation are Float64, whatever the inputs are and whatever the module is converted to, so that a mean of 10,000 beside a
/// deviation of 0.01 costs no digits; the result has the inputs' type. NaN counts as missing: it is left out of the measurement, and stays
/// NaN.
/// </remarks>
/// <example><code>
/// var model = new Sequential(Standardizer.Fit(train.Inputs), new Linear(21, 32), new Relu(), new Linear(32, 3));
/// </code></example>
public sealed class Standardizer : Layer
{
    /// <summary>A layer that has measured nothing: mean 0 and deviation 1, until a state is loaded.</summary>
    /// <param name="features">How many features a sample has.</param>
    /// <param name="axis">The axis of the inputs that counts the features, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no features, or the axis is less than 1.</exception>
    public Standardizer(int features, int axis = 1)
        : this(
            Tensor.Zeros([Expect.AtLeast(1, features, nameof(Standardizer))], DType.Float64), Tensor.Ones([features], DType.Float64), axis)
    {
    }

    private Standardizer(Tensor mean, Tensor deviation, int axis)
    {
        Axis = Expect.AtLeast(1, axis, nameof(Standardizer));
        Mean = new ModuleBuffer(mean, isOptional: false, keepsType: true);
        Deviation = new ModuleBuffer(deviation, isOptional: false, keepsType: true);
    }

    /// <summary>The axis of the inputs that counts the features.</summary>
    public int Axis { get; }

    /// <summary>The mean of each feature, a Float64.</summary>
    public ModuleBuffer Mean { get; private init => field = Register(value); }

    /// <summary>The standard deviation of each feature, a Float64: √(Σ (x − mean)² / n). 0 for one that is constant.</summary>
    public ModuleBuffer Deviation { get; private init => field = Register(value); }

    /// <inheritdoc/>
    public override bool PassesGain => true;

    /// <summary>A layer that has measured the training data.</summary>
    /// <param name="inputs">The inputs of all training samples: [samples, features], or of more axes, over all of which is
    /// measured.</param>
    /// <param name="axis">The axis that counts the features: 1, or the last of sequences [samples, steps, features].</param>
    /// <exception cref="ArgumentException">
    /// The inputs are no numbers, have no such axis, or hold an infinite number, or a feature has no numbers.</exception>
    public static Standardizer Fit(Tensor inputs, int axis = 1)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Expect.AtLeast(1, axis, nameof(Standardizer));
        ExpectAxis(inputs, axis);
        (double[] means, double[] deviations) = FeatureMoments.Of(inputs, axis);
        return new(Tensor.From(means), Tensor.From(deviations), axis);
    }

    /// <summary>The data set with its inputs standardized.</summary>
    /// <param name="data">The data set.</param>
    /// <exception cref="ArgumentException">The inputs do not fit, or one is so far from the training data that it overflows.</exception>
    public TensorDataset Apply(TensorDataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new(Elements.Apart(() => Forward(data.Inputs)), data.Targets) { Extras = data.Extras };
    }

    /// <summary>The raw numbers again: x = y · deviation + mean.</summary>
    /// <param name="standardized">What <see cref="Layer.Forward"/> gave, or what a network predicts of it.</param>
    /// <exception cref="ArgumentException">The numbers of features differ.</exception>
    public Tensor Inverse(Tensor standardized)
    {
        ArgumentNullException.ThrowIfNull(standardized);
        ExpectFeatures(standardized);
        return ((standardized.To(DType.Float64) * Along(standardized, Deviation)) + Along(standardized, Mean)).To(standardized.DType);
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        ExpectFeatures(input);
        return ((input.To(DType.Float64) - Along(input, Mean)) / Along(input, Divisors())).To(input.DType);
    }

    /// <inheritdoc/>
    protected override string Describe() =>
        FormattableString.Invariant($"Standardizer({Mean.Shape[0]}{(Axis == 1 ? "" : FormattableString.Invariant($", axis: {Axis}"))})");

    // For a constant feature the quotient would be 0 / 0.
    private Tensor Divisors()
    {
        Tensor divisors = Tensor.Result(Deviation.Shape, DType.Float64);
        Span<double> to = divisors.Elements<double>();
        ReadOnlySpan<double> deviations = Deviation.Value.AsSpan<double>();
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = deviations[i] == 0 ? double.PositiveInfinity : deviations[i];
        }

        return divisors;
    }

    private Tensor Along(Tensor input, Tensor features)
    {
        int[] shape = new int[input.Rank - Axis];
        Array.Fill(shape, 1);
        shape[0] = features.Count;
        return features.Reshape(shape);
    }

    private void ExpectFeatures(Tensor input)
    {
        ExpectAxis(input, Axis);
        if (input.Shape[Axis] != Mean.Shape[0])
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Standardizer: the input is {input.Shape} with {input.Shape[Axis]} features along axis ") +
                FormattableString.Invariant($"{Axis}; expected the {Mean.Shape[0]} that were measured."), nameof(input));
        }
    }

    private static void ExpectAxis(Tensor input, int axis)
    {
        if (input.Rank <= axis || !input.DType.IsFloat())
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Standardizer: the input is {input.DType} {input.Shape}; expected Float32 or Float64 with ") +
                FormattableString.Invariant($"samples along axis 0 and features along axis {axis}.") +
                (input.Rank == 1 ? " Of single numbers make [samples, 1] with Unsqueeze(1)." : ""), nameof(input));
        }
    }
}
