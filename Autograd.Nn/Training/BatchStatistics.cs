using Autograd.Core;

namespace Autograd.Nn;

/// <summary>The running statistics of a model's batch and instance normalizations.</summary>
public static class BatchStatistics
{
    /// <summary>
    /// Computes the running statistics anew, as the mean over all batches: needed where weights were averaged, for the statistics are those
    /// of the weights before. Only the normalizations are in training meanwhile: nothing is random, and the other layers do what they do in
    /// use. (PyTorch's <c>update_bn</c> drops and draws.)
    /// </summary>
    /// <param name="model">The model; without a normalization that tracks statistics nothing is read.</param>
    /// <param name="inputs">Batches of inputs, any that say how inputs are distributed.</param>
    /// <exception cref="ArgumentException">There is no batch; the statistics are as before.</exception>
    /// <example><code>
    /// using (average.Apply())
    /// {
    ///     BatchStatistics.Recompute(model, loader.Select(batch => batch.Inputs));
    /// }
    /// </code></example>
    public static void Recompute(Layer model, IEnumerable<Tensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(model);
        Recompute(model, inputs, batch => model.Forward(batch));
    }

    /// <summary>The same for a model that is no layer, or batches that are more than one tensor.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batches">The batches.</param>
    /// <param name="forward">Runs the model over a batch.</param>
    /// <exception cref="ArgumentException">
    /// There is no batch. The statistics are as before then, as they are where a batch throws.
    /// </exception>
    public static void Recompute<T>(Module model, IEnumerable<T> batches, Action<T> forward)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(forward);
        RunningNorm[] norms = [.. model.WithParts().OfType<RunningNorm>().Where(norm => norm.RunningMean is not null)];
        if (norms.Length == 0)
        {
            return;
        }

        ModuleBuffer[] buffers = [.. norms.SelectMany(norm =>
            new[] { norm.RunningMean!, norm.RunningVar!, norm.NumBatchesTracked!, norm.SkippedBatches! })];
        Tensor[] before = Array.ConvertAll(buffers, buffer => buffer.Value.Detach());
        int count = 0;
        bool isWhole = false;
        using var mode = new EvaluationMode(model, norms);
        try
        {
            Array.ForEach(buffers, buffer => buffer.DrawAnew());
            Array.ForEach(norms, norm => norm.IsCumulative = true);
            foreach (T batch in batches)
            {
                using var scope = new TensorScope();
                forward(batch);
                count++;
            }

            isWhole = count > 0;
        }
        finally
        {
            Array.ForEach(norms, norm => norm.IsCumulative = false);
            for (int i = 0; i < buffers.Length && !isWhole; i++)
            {
                buffers[i].Load(before[i]);
            }
        }

        if (!isWhole)
        {
            throw new ArgumentException("BatchStatistics.Recompute: there is no batch; expected one at least.", nameof(batches));
        }
    }
}
